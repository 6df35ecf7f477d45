(function(){
'use strict';
try{
var chosen=localStorage.getItem('study.theme');
if(chosen==='light'||chosen==='dark'){
document.documentElement.setAttribute('data-theme',chosen)
}
}catch(refused){
}
})();
